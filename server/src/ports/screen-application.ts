/** An application in whose rooms people show their screens; the edge that speaks HTTP is handed one. */
export interface ScreenApplication {
  /** The last picture of that name in that room, a JPEG; null where there is none. Both as a client wrote them. */
  screen(room: string, name: string): Uint8Array | null
}
