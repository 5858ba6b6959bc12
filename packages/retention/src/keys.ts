/** Under which names a reply is remembered, and looked up again when a request brings it back. What is found is compared in full. */
import { glanceJson, glanceText, hashAll } from './hash.ts';
import { spelled } from './proof.ts';
import type { Block, Entry } from './wires/anatomy.ts';

/** Names of one assistant entry. A tool-call id is only a hint: backends use `call_0` over and over. */
export type Keys = {
  /** What it says, at this place of this conversation. */
  readonly place: string;
  /** What it says, wherever. */
  readonly said: string;
  /** The users' words before it. */
  readonly turn: string;
  /** Whatever else it may be known by; most messages are found without. */
  hints(): readonly string[];
};

/** Walks entries in order and names those of the assistant; remembers what came before. */
export type Namer = (entry: Entry) => Keys | undefined;

export function createNamer(): Namer {
  let turn = glanceText('');
  const seen = new Map<string, number>();
  return (entry) => {
    if (entry.role === 'user') turn = hashAll([turn, glanceText(wordsOf(entry))]);
    if (entry.role !== 'assistant') return undefined;
    const said = visibleOf(entry.blocks);
    const count = (seen.get(said) ?? 0) + 1;
    seen.set(said, count);
    return {
      place: `place:${turn} ${said} ${count}`,
      said: `said:${said}`,
      turn: `turn:${turn}`,
      hints: () => hintsOf(entry.blocks),
    };
  };
}

function wordsOf({ blocks }: Entry): string {
  return blocks.flatMap(({ type, text }) => (type === 'text' && text !== undefined ? [text] : [])).join('\n');
}

/** What a user sees of an entry: its words and its calls. Thinking does not count, nor does white space around words. */
function visibleOf(blocks: readonly Block[]): string {
  let words = '';
  const calls: unknown[] = [];
  for (const { type, text, name, args } of blocks) {
    if (type === 'text' && text !== undefined) words += text.trim();
    else if (type === 'call') calls.push(name, argumentsOf(args));
  }
  return glanceJson([words, ...calls]);
}

function callName({ name = '', args }: Block): string {
  return hashAll([name, glanceJson(argumentsOf(args))]);
}

/** Arguments by what they mean: scaffolds parse them and write them anew. */
export function argumentsOf(args: unknown): unknown {
  return typeof args === 'string' ? parsed(args) : args;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Models do write arguments that are no JSON; then the text itself is what they said.
    return text;
  }
}

function hintsOf(blocks: readonly Block[]): readonly string[] {
  const hints: string[] = [];
  for (const block of blocks) {
    if (block.type === 'call') {
      if (block.callId !== undefined) hints.push(`call:${block.callId}`);
      // Ids that are used over and over, or not at all, lead nowhere; what was asked for does.
      hints.push(`asks:${callName(block)}`);
    }
    if (block.itemId !== undefined) hints.push(`item:${block.itemId}`);
    if (block.proof !== undefined && block.proof !== '') hints.push(proofKey(block.proof));
    if (block.type === 'thinking') {
      const words = block.text?.trim();
      if (words !== undefined && words !== '') hints.push(thoughtKey(words));
    }
  }
  return hints;
}

export function proofKey(proof: string): string {
  return `proof:${glanceText(spelled(proof))}`;
}

export function thoughtKey(words: string): string {
  return `thought:${glanceText(words)}`;
}
