/** What a fuzz run finds: an input that a codec does not stand. */

/** `crash`: something else than a ThroughlineError was thrown. `law`: what a codec took does not hold the laws. */
export type What = 'crash' | 'hang' | 'slow' | 'pollution' | 'law';

/** Where an input comes from: enough to make it again. */
export type Source = {
  readonly wire: string;
  readonly kind: string;
  readonly seed: number;
  readonly run: number;
};

export type Finding = Source & {
  readonly what: What;
  /** What was done when it happened: `request.decode`. */
  readonly during: string;
  readonly message: string;
  readonly dialect: string;
  /** The same for findings that are probably one. */
  readonly mark: string;
  /** The smallest input that shows it, as text; bytes that are no text are in hex. */
  readonly input: string;
  /** Further inputs that showed the same. */
  readonly more: number;
};

/** Thrown by a judgement. */
export class Unfit extends Error {
  readonly what: What;
  readonly during: string;

  constructor(what: What, during: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.what = what;
    this.during = during;
  }

  /** The same for what is probably the same fault: without the values of this input. */
  get mark(): string {
    const said = (this.message.split('\n', 1)[0] as string).replace(/( does not hold at [^:]*):.*/, '$1');
    return `${this.what} ${this.during} ${said.replaceAll(/"(?:[^"\\]|\\.)*"|\d+/g, '·').slice(0, 160)}`;
  }
}
