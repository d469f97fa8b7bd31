// Names of header fields: RFC 3261 §7.3.1 (any case is the same) and §7.3.3 (compact forms), with those that later RFCs registered.

/** Compact forms as IANA registers them. */
const COMPACT: Readonly<Record<string, string>> = {
  a: 'Accept-Contact',
  b: 'Referred-By',
  c: 'Content-Type',
  d: 'Request-Disposition',
  e: 'Content-Encoding',
  f: 'From',
  i: 'Call-ID',
  j: 'Reject-Contact',
  k: 'Supported',
  l: 'Content-Length',
  m: 'Contact',
  n: 'Identity-Info',
  o: 'Event',
  r: 'Refer-To',
  s: 'Subject',
  t: 'To',
  u: 'Allow-Events',
  v: 'Via',
  x: 'Session-Expires',
  y: 'Identity',
}

const LONG = `
  Accept Accept-Encoding Accept-Language Alert-Info Allow Answer-Mode Authentication-Info Authorization Call-Info
  Content-Disposition Content-Language CSeq Date Diversion Error-Info Expires Flow-Timer Geolocation History-Info In-Reply-To Join
  Max-Breadth Max-Forwards MIME-Version Min-Expires Min-SE Organization P-Asserted-Identity P-Called-Party-ID
  P-Charging-Vector P-Preferred-Identity Path Permission-Missing Priority Privacy Proxy-Authenticate Proxy-Authorization
  Proxy-Require RAck Reason Record-Route Recv-Info Refer-Sub Replaces Reply-To Require Retry-After Route RSeq Security-Client
  Security-Server Security-Verify Server Service-Route SIP-ETag SIP-If-Match Subscription-State Target-Dialog Timestamp
  Unsupported User-Agent User-to-User Warning WWW-Authenticate`

/** The known spellings; others than these are looked up in lower case. */
const NAMES: ReadonlyMap<string, string> = new Map(
  [
    ...Object.entries(COMPACT),
    ...[...Object.values(COMPACT), ...LONG.trim().split(/\s+/)].map((name): [string, string] => [name, name]),
  ].flatMap(([spelling, name]): [string, string][] => [
    [spelling, name],
    [spelling.toLowerCase(), name],
    [spelling.toUpperCase(), name],
  ]),
)

/** The long form as its RFC writes it, for any case and for compact forms; a name that is not known as it came. */
export function canonicalName(name: string): string {
  return NAMES.get(name) ?? NAMES.get(name.toLowerCase()) ?? name
}
