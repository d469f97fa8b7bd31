/** More than that are a text, and set like one. */
const MOST = 6
/** UTF-16 units: families and flags of regions are many in one. */
const LONGEST = 120

const EMOJI =
  /^(?:\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\uFE0F|\u20E3|\u200D|\p{Extended_Pictographic}|[\u{E0020}-\u{E007F}])*|\p{Regional_Indicator}{2}|\s)+$/u

/** Whether somebody wrote a few emoji and nothing else. */
export function isEmojiOnly(text: string): boolean {
  if (text.length > LONGEST || !EMOJI.test(text)) return false
  let count = 0
  for (const { segment } of new Intl.Segmenter().segment(text)) if (segment.trim() !== '') count++
  return count > 0 && count <= MOST
}
