// Addresses of files that a message points to. They end up as links in browsers, so that only two schemes are taken.

const LONGEST = 4096
/** Scheme and host, then what RFC 3986 §2 lets stand, and what it does not but peers write: other scripts, brackets, bars. */
const WEB_URL = /^https?:\/\/[^\s<>"\\^`{|}\p{Cc}\p{Surrogate}/?#]+(?:[/?#][^\s<>"\\\p{Cc}\p{Surrogate}]*)?$/iu

/** True for an `http` or `https` URL of at most 4096 UTF-16 units that can stand in a header, an attribute or a text. */
export function isWebUrl(text: string): boolean {
  return text.length <= LONGEST && WEB_URL.test(text)
}
