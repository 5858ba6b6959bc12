/** Under which names a reply is remembered, and looked up again when a request brings it back. */
import { hashAll, hashJson, hashText } from './hash.ts';
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
  readonly hints: readonly string[];
};

/** Walks entries in order and names those of the assistant; remembers what came before. */
export type Namer = (entry: Entry) => Keys | undefined;

export function createNamer(): Namer {
  let turn = hashText('');
  const seen = new Map<string, number>();
  return (entry) => {
    if (entry.role === 'user') turn = hashAll([turn, wordsOf(entry)]);
    if (entry.role !== 'assistant') return undefined;
    const said = visibleOf(entry.blocks);
    const count = (seen.get(said) ?? 0) + 1;
    seen.set(said, count);
    return {
      place: `place:${hashAll([turn, said, String(count)])}`,
      said: `said:${said}`,
      turn: `turn:${turn}`,
      hints: hintsOf(entry.blocks),
    };
  };
}

function wordsOf({ blocks }: Entry): string {
  return blocks.flatMap(({ type, text }) => (type === 'text' && text !== undefined ? [text] : [])).join('\n');
}

/** What a user sees of an entry: its words and its calls. Thinking does not count, nor does white space around words. */
function visibleOf(blocks: readonly Block[]): string {
  let words = '';
  const calls: string[] = [];
  for (const block of blocks) {
    const { type, text } = block;
    if (type === 'text' && text !== undefined) words += text.trim();
    else if (type === 'call') calls.push(callName(block));
  }
  return hashAll([words, ...calls]);
}

function callName({ name = '', args }: Block): string {
  return hashAll([name, argumentsKey(args)]);
}

/** Arguments by what they mean: scaffolds parse them and write them anew. */
export function argumentsKey(args: unknown): string {
  return hashJson(typeof args === 'string' ? parsed(args) : args);
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
  return `proof:${hashText(spelled(proof))}`;
}

export function thoughtKey(words: string): string {
  return `thought:${hashText(words)}`;
}
