/** Reads one reply from a stream, whatever its framing: collects events, and refuses streams that stop early. */
import {
  parseJson,
  ThroughlineError,
  type JsonValue,
  type ProviderError,
  type Reply,
  type StreamDecoder,
  type StreamEvent,
} from '@throughline/core';
import { frameParser } from './frame-parser.ts';
import type { Frame, Framing } from './framing.ts';
import { sentenceOf } from './provider-errors.ts';

/** A reply while it arrives. */
export type Fold = {
  /** Takes the JSON of one frame, and tells what it adds. */
  take(value: JsonValue, frame: Frame): void;
  /** Called once at the end of the bytes, before completeness is judged; may tell what is left. */
  end?(): void;
  isComplete(): boolean;
  /** Finished parts only. */
  partial(): Reply;
};

export type Tell = (event: StreamEvent) => void;

export type DecoderOptions = {
  readonly framing: Pick<Framing, 'reader'>;
  readonly fold: (tell: Tell) => Fold;
  /** What a whole stream ends with, for the message of the error: `message_stop`. */
  readonly terminator: string;
  /** Frames that are no JSON and say nothing, e.g. `[DONE]`; they are given to `onMark`. */
  readonly isMark?: (data: string) => boolean;
  readonly onMark?: () => void;
  /** Called where the bytes ended inside a frame. */
  readonly onCut?: () => void;
};

export function streamDecoder({
  framing,
  fold,
  terminator,
  isMark,
  onMark,
  onCut,
}: DecoderOptions): StreamDecoder {
  let events: StreamEvent[] = [];
  let failure: ProviderError | undefined;
  const folding = fold((event) => {
    if (event.type === 'error') failure = event.error;
    events.push(event);
  });
  const parse = frameParser();
  const reader = framing.reader((frame) => {
    if (isMark?.(frame.data) === true) return onMark?.();
    const value = frame.isUnterminated === true ? wholeJson(frame.data) : parse(frame.data);
    if (value === undefined) onCut?.();
    else folding.take(value, frame);
  });
  const taken = (): readonly StreamEvent[] => {
    const told = events;
    events = [];
    return told;
  };
  return {
    push(chunk) {
      reader.push(chunk);
      return taken();
    },
    end() {
      reader.end();
      if (failure !== undefined)
        throw new ThroughlineError('upstream-failed', `the stream carried an error: ${sentenceOf(failure)}`, {
          body: failure.body,
        });
      folding.end?.();
      if (!folding.isComplete())
        throw new ThroughlineError('stream-broken', `the stream stopped before ${terminator}`);
      return taken();
    },
    partial: () => folding.partial(),
  };
}

/** A last frame that was cut is no fault of its own: the stream is incomplete, which is said in the end. */
function wholeJson(text: string): JsonValue | undefined {
  try {
    return parseJson(text);
  } catch (error) {
    if (ThroughlineError.is(error)) return undefined;
    throw error;
  }
}
