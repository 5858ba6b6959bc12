/**
 * Codex: a JSON object a line, `{ timestamp, type, payload }`; the payloads of `response_item` are items of the Responses API.
 * (openai/codex, codex-rs/core/src/codex/rollout_reconstruction.rs and client.rs, read 2026-11)
 */
import { isJsonObject, type JsonObject } from '@throughline/core';
import { fieldOf, listOf, textOf } from './documents.ts';
import { savedSession, type Origin, type Origins } from './draft.ts';
import type { Agent } from './agent.ts';

type State = {
  readonly origins: Origins;
  readonly items: JsonObject[];
  /** Where each turn of the user begins among the items. */
  readonly turns: number[];
  readonly settings: { model?: string; instructions?: string };
};

export const codex: Agent = {
  name: 'codex',
  files: 'lines',
  recognises: (documents) =>
    documents.some(
      ({ entry }) =>
        (entry?.['type'] === 'session_meta' || entry?.['type'] === 'response_item') &&
        isJsonObject(entry['payload']),
    ),
  read(documents) {
    const state: State = { origins: new Map(), items: [], turns: [], settings: {} };
    for (const [index, { entry }] of documents.entries()) if (entry !== undefined) step(state, entry, index);
    const { items, origins, settings } = state;
    return savedSession({
      agent: 'codex',
      wire: 'openai-responses',
      ...(settings.model !== undefined && { model: settings.model }),
      // Codex never has its items stored, save on Azure.
      request: { ...settings, input: [...items], store: false },
      shape: { history: 'input', hasContent: false },
      documents,
      origins,
    });
  },
};

type Step = (state: State, payload: JsonObject, document: number) => void;

const steps: { readonly [type: string]: Step } = {
  session_meta({ settings }, payload) {
    const instructions = textOf(payload['base_instructions'], 'text') ?? textOf(payload, 'base_instructions');
    if (instructions !== undefined) settings.instructions = instructions;
  },
  turn_context({ settings }, payload) {
    const model = textOf(payload, 'model');
    if (model !== undefined) settings.model = model;
  },
  response_item(state, payload, document) {
    if (!unsent.has(payload['type']))
      add(state, payload, { places: [{ document, path: [] }], change: inPayload });
  },
  compacted,
  event_msg(state, payload) {
    if (payload['type'] === 'user_message') noteTurn(state);
    if (payload['type'] === 'thread_rolled_back') rollBack(state, payload['num_turns']);
  },
};

/** Items that Codex keeps for itself. */
const unsent: ReadonlySet<unknown> = new Set(['ghost_snapshot', 'other']);

const inPayload: NonNullable<Origin['change']> = (value) => [{ path: ['payload'], value }];

function step(state: State, entry: JsonObject, document: number): void {
  const { type, payload } = entry;
  const handle = typeof type === 'string' && Object.hasOwn(steps, type) ? steps[type] : undefined;
  if (isJsonObject(payload)) handle?.(state, payload, document);
}

function add({ items, origins }: State, item: JsonObject, origin: Origin): void {
  origins.set(item, origin);
  items.push(item);
}

/** What was before is replaced. Older versions kept only a summary: then what the user said stays as well. */
function compacted(state: State, payload: JsonObject, document: number): void {
  const { items, origins, turns } = state;
  const said = items.splice(0);
  turns.length = 0;
  if (fieldOf(payload, 'replacement_history') === undefined || payload['replacement_history'] === null) {
    items.push(...said.filter(({ role }) => role === 'user'));
    const text = textOf(payload, 'message');
    if (text !== undefined)
      add(state, { type: 'message', role: 'user', content: [{ type: 'input_text', text }] }, { places: [] });
  }
  for (const [index, item] of listOf(payload, 'replacement_history').entries()) {
    if (isJsonObject(item))
      add(state, item, { places: [{ document, path: ['payload', 'replacement_history', index] }] });
  }
  for (const item of said) if (!items.includes(item)) origins.delete(item);
}

/** The event comes right behind the item; what the client tells the model in the user's name has no such event. */
function noteTurn({ items, turns }: State): void {
  const index = items.findLastIndex(({ role }) => role === 'user');
  if (index !== -1 && index !== turns.at(-1)) turns.push(index);
}

function rollBack({ items, origins, turns }: State, count: unknown): void {
  if (typeof count !== 'number' || count < 1) return;
  const start = turns.splice(-count)[0];
  if (start === undefined) return;
  for (const item of items.splice(start)) origins.delete(item);
}
