/** Ids of calls and results, which this wire may leave out. */
import type { ToolCallPart, ToolResultPart } from '@throughline/core';
import { aliasOf } from '../alias.ts';
import { derived } from '../derived-ids.ts';
import { lose, type Telling } from '../encoding.ts';
import { formOf } from '../notes.ts';
import { idRule, wire } from './format.ts';

const asItCame = 'as it came';

/** How the id of a call or result came. */
export function callForm(id: string | undefined): { readonly id?: string } {
  if (id === undefined) return { id: derived };
  return id.length <= idRule.maxLength && idRule.allowed.test(id) ? {} : { id: asItCame };
}

/** Ids of other wires that do not fit go out under an alias; a result follows its call. */
export function idOf(
  part: ToolCallPart | ToolResultPart,
  path: string,
  telling: Telling,
  call?: ToolCallPart,
): string {
  if ([part, call].some((one) => one !== undefined && formOf(one, wire, 'id') === asItCame))
    return part.callId;
  const id = aliasOf(part.callId, idRule);
  if (id !== part.callId)
    lose(telling, `${path}.callId`, 'field-unsupported', `${part.callId} goes out as ${id}`);
  return id;
}
