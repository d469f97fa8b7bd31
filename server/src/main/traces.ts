import type { TraceFile } from '../adapters/trace/trace-file.ts'
import type { Config } from '../config/config.ts'
import type { Log } from '../ports/log.ts'
import { traceFile } from './trace-file.ts'

/** The trace files that are wanted; null those that are not. */
export class Traces {
  readonly client: TraceFile | null
  readonly janus: TraceFile | null
  readonly sip: TraceFile | null
  readonly msrp: TraceFile | null
  readonly xmpp: TraceFile | null

  constructor(config: Config, log: Log) {
    const { server, gateway, janus, xmpp } = config
    this.client = traceFile(config, gateway.traceClient, 'webrtc_client_trace.log', log)
    this.janus = traceFile(config, janus.traceJanus, 'webrtc_janus_trace.log', log)
    this.sip = traceFile(config, server.traceSip, 'sip_trace.log', log)
    this.msrp = traceFile(config, server.traceMsrp, 'msrp_trace.log', log)
    this.xmpp = traceFile(config, xmpp.traceXmpp, 'xmpp_trace.log', log)
  }

  /** Somebody has moved them away. */
  reopen(): void {
    for (const file of this.#files) file?.reopen()
  }

  close(): void {
    for (const file of this.#files) file?.close()
  }

  get #files(): readonly (TraceFile | null)[] {
    return [this.client, this.janus, this.sip, this.msrp, this.xmpp]
  }
}
