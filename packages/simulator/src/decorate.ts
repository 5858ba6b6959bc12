/** Thinking as awkward as models write it: white space at the ends, line separators, emoji, half a tag. */
export function decorated(text: string): string {
  return ` \u00A0${text}\u2028 🙂 </thinking>\r\n  é\t`;
}
