/** Settings of a request, both ways: model and stream beside the messages, all others in `options`. */
import { nestedSettings, type NestedSettings } from '../nested-settings.ts';
import {
  flagSetting,
  numberSetting,
  textSetting,
  textsSetting,
  type SettingsTable,
  type Spelling,
} from '../settings.ts';

const top: SettingsTable = { model: textSetting('model'), stream: flagSetting('stream') };

const limit = numberSetting('num_predict');

/** A number below zero is no limit but a word for none. (Ollama's parameter documentation, read 2026-11-25) */
const maxTokens: Spelling<number> = {
  ...limit,
  read(value) {
    const count = limit.read(value);
    return count === undefined || count < 0 ? undefined : count;
  },
};

const texts = textsSetting('stop');
const stopSequences: Spelling<readonly string[]> = {
  ...texts,
  read: (value) => (typeof value === 'string' ? [value] : texts.read(value)),
};

const options: SettingsTable = {
  maxTokens,
  temperature: numberSetting('temperature'),
  topP: numberSetting('top_p'),
  stopSequences,
};

export const table: SettingsTable = { ...top, ...options };

const settingsOf = (stop: Spelling<readonly string[]>): NestedSettings =>
  nestedSettings(top, 'options', { ...options, stopSequences: stop });

export const settings: NestedSettings = settingsOf(stopSequences);

/** The same where a lone sequence came as a text. */
export const settingsWithText: NestedSettings = settingsOf({
  ...stopSequences,
  write: (sequences) => (sequences.length === 1 ? (sequences[0] as string) : sequences),
});
