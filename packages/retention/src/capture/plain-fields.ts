/** Which strings of a body say how it is built, and which say what somebody wrote. What is not listed here is private. */

/** Fields whose strings stay, on any wire, where they look like a name or an id. */
export const plainFields: ReadonlySet<string> = new Set([
  // what a thing is, and who says it
  'type',
  'object',
  'role',
  'name',
  'tool_name',
  'toolName',
  'event_type',
  'provider',
  'model',
  'modelVersion',
  'model_version',
  // ids that join one thing to another
  'id',
  'call_id',
  'callId',
  'tool_call_id',
  'tool_use_id',
  'toolUseId',
  'toolCallId',
  'tool_id',
  'item_id',
  'caller_id',
  'approval_request_id',
  'responseId',
  'response_id',
  'previous_response_id',
  'interaction_id',
  'previous_interaction_id',
  'conversation',
  // how it went
  'status',
  'stop_reason',
  'stopReason',
  'finish_reason',
  'finishReason',
  'native_finish_reason',
  'done_reason',
  // settings with a closed list of values
  'tool_choice',
  'toolChoice',
  'mode',
  'allowedFunctionNames',
  'include',
  'truncation',
  'effort',
  'reasoning_effort',
  'reasoning_format',
  'verbosity',
  'display',
  'think',
  'thinkingLevel',
  'thinking_level',
  'service_tier',
  'serviceTier',
  'phase',
  'ttl',
  // what kind of data follows
  'format',
  'modality',
  'responseModalities',
  'media_type',
  'mime_type',
  'mimeType',
]);

/** Fields that hold somebody's own data: below them no string stays, whatever its key. */
export const privateFields: ReadonlySet<string> = new Set([
  'input',
  'args',
  'arguments',
  'partial_args',
  'partialArgs',
  'response',
  'result',
  'return_value',
  'json',
  'structuredContent',
  'parameters',
  'parametersJsonSchema',
  'input_schema',
  'inputSchema',
  'schema',
  'responseSchema',
  'responseJsonSchema',
  'properties',
  '$defs',
  'definitions',
  'document',
  'metadata',
  'labels',
]);

/** At the root of a body these are the session itself. */
export const sessionFields: ReadonlySet<string> = new Set(['input']);

/** Who may be called by a name of their own: there `name` is a person's. */
export const namedRoles: ReadonlySet<unknown> = new Set(['user', 'system', 'developer']);

/**
 * Public stand-ins for a signature: everyone sends the same, and where they stand tells something.
 * (ai.google.dev/gemini-api/docs/thought-signatures, read 2026-11)
 */
export const publicSignatures: ReadonlySet<string> = new Set([
  'skip_thought_signature_validator',
  'context_engineering_is_the_way_to_go',
]);

/** Headers that stay; `hashed` ones as a hash. All others go, in every mode. */
export const keptHeaders: { readonly [name: string]: 'plain' | 'hashed' } = {
  'content-type': 'plain',
  'anthropic-version': 'plain',
  'anthropic-beta': 'plain',
  'openai-beta': 'plain',
  'openai-organization': 'hashed',
  'openai-project': 'hashed',
};
