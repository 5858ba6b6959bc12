/** How a command ends: 0 fine, 1 findings (of a check), 2 bad input, 3 wrong usage. */
export const exitCodes = { fine: 0, findings: 1, badInput: 2, usage: 3 } as const;

/** A call that cannot be carried out as it was made. */
export class UsageError extends Error {}
