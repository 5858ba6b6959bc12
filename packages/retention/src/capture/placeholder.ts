/** What stands in a capture for a text that must not. */
import { hash } from 'node:crypto';

export type Conceal = (text: string) => string;

/** `sha256:` and half of the text's hash. Equal texts stay equal; an empty text hides nothing and stays empty. */
export const hashed: Conceal = (text) =>
  text === '' || hashForm.test(text) ? text : `sha256:${sha256(text).slice(0, 32)}`;

/** The text's length, and a short hash that keeps equal texts equal. */
export const measured: Conceal = (text) =>
  text === '' || measuredForm.test(text) ? text : `redacted:${text.length}:${sha256(text).slice(0, 16)}`;

// What is a placeholder already stays, so that captures can be redacted twice.
const hashForm = /^sha256:[0-9a-f]{32}$/;
const measuredForm = /^redacted:\d+:[0-9a-f]{16}$/;

function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}
