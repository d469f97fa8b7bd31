import { MsrpFraming } from '@weft/protocols/msrp/framing'
import { type Measurement, median } from '../measurement.ts'

/** ms of one measurement, and how often each is repeated, taking turns, so that what else the machine does hits them alike. */
const DURATION = 400
const ROUNDS = 9
/** Bytes that are pushed between two looks at the clock, and how a socket would cut them. */
const BATCH = 4 * 1024 * 1024
const PIECE = 65_536

const samples = [
  { variant: '200-B', body: 200, metric: 'framer_chunks_per_s', unit: '1/s', perChunk: 1 },
  { variant: '64-KiB', body: 65_536, metric: 'framer_mb_per_s', unit: 'MB/s', perChunk: null },
]

/** Chunks framed a second, each with its head read and its body handed on, beside one pass over the same bytes. */
export function measureFraming(report: (measurement: Measurement) => void): void {
  const figures = samples.map((sample) => ({
    ...sample,
    stream: streamOf(sample.body),
    framed: [] as number[],
    scanned: [] as number[],
  }))
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { stream, framed, scanned } of figures) {
      const [frames, scans] = [measure(frame, stream), measure(scan, stream)]
      // The first round warms up.
      if (round === 0) continue
      framed.push(frames)
      scanned.push(scans)
    }
  }
  for (const { variant, metric, unit, perChunk, stream, framed, scanned } of figures) {
    const perRun = perChunk === null ? stream.bytes / 1_000_000 : stream.chunks
    report({ variant, metric, value: median(framed) * perRun, unit })
    report({ variant, metric: 'ratio_to_scan', value: median(framed) / median(scanned), unit: '1' })
  }
}

interface Stream {
  readonly pieces: readonly Uint8Array[]
  readonly bytes: number
  readonly chunks: number
}

/** Chunks of a file with bodies of that many bytes, in which line ends and hyphens are as frequent as in any binary, in the pieces in which they come. */
function streamOf(body: number): Stream {
  const count = Math.max(1, Math.floor(BATCH / (body + 300)))
  const encoder = new TextEncoder()
  const chunks = Array.from({ length: count }, (_, index) => {
    const id = `d${index.toString(16).padStart(15, '0')}`
    const start = index * body
    const head = [
      `MSRP ${id} SEND`,
      'To-Path: msrps://198.51.100.7:2856/4a1f0c2b9d8e7f605142;tcp',
      'From-Path: msrps://192.0.2.44:49152/9f8e7d6c5b4a39281706;tcp',
      'Message-ID: 8d2e4b6f1a3c5d7e',
      `Byte-Range: ${start + 1}-${start + body}/${count * body}`,
      'Success-Report: yes',
      'Content-Type: application/octet-stream',
      '',
      '',
    ].join('\r\n')
    const data = Uint8Array.from({ length: body }, (_, at) => (Math.imul(at + 1, 2_654_435_761) >>> 24) ^ (index & 255))
    return Buffer.concat([encoder.encode(head), data, encoder.encode(`\r\n-------${id}${index === count - 1 ? '$' : '+'}\r\n`)])
  })
  const stream = Buffer.concat(chunks)
  const pieces = Array.from({ length: Math.ceil(stream.length / PIECE) }, (_, index) =>
    Uint8Array.from(stream.subarray(index * PIECE, (index + 1) * PIECE)),
  )
  return { pieces, bytes: stream.length, chunks: count }
}

/** Ends that were found. */
function frame({ pieces, chunks }: Stream): number {
  const framing = new MsrpFraming()
  let ends = 0
  for (const piece of pieces) for (const event of framing.push(piece)) if (event.kind === 'end') ends++
  if (ends !== chunks) throw new Error(`${ends} of ${chunks} chunks were found`)
  return ends
}

/** The least that takes note of each byte. */
function scan({ pieces }: Stream): number {
  let lines = 0
  for (const bytes of pieces) for (let at = 0; at < bytes.length; at++) if (bytes[at] === 10) lines++
  return lines
}

/** Runs a second. */
function measure(work: (stream: Stream) => number, stream: Stream): number {
  const start = performance.now()
  let runs = 0
  let sum = 0
  let elapsed = 0
  while (elapsed < DURATION) {
    sum += work(stream)
    runs++
    elapsed = performance.now() - start
  }
  if (sum === 0) throw new Error('nothing was done')
  return (runs / elapsed) * 1000
}
