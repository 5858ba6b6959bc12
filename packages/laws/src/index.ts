/** The codec laws, builders and generators. */
export {
  assistant,
  call,
  failure,
  request,
  result,
  sealed,
  system,
  text,
  think,
  tool,
  user,
} from './build.ts';
export { generatedCases, recordedCases, type CaseOptions, type RunnableCase } from './cases.ts';
export { jsonValues, sessions, unknownFields, words } from './generate.ts';
export { LawBroken, same, type Law, type WireCase } from './law.ts';
export { transcriptLaws } from './transcript-laws.ts';
export { cut, fold, streamed, wireLaws, written } from './wire-laws.ts';
