import type { StoredBinding } from '../../ports/location.ts'
import type { SipSource } from '../../ports/sip-agent.ts'
import type { BindingRow } from './rows.ts'

/** Its values come in the order in which the statement was compiled: that of this function. */
export function bindingRow(address: string, binding: StoredBinding): BindingRow {
  const { key, uri, parameters, q, expiresAt, callId, cseq, path, flow } = binding
  return {
    address,
    key,
    uri,
    parameters,
    q,
    expires_at: expiresAt,
    call_id: callId,
    cseq,
    path: path.join('\n'),
    flow_transport: flow?.transport ?? null,
    flow_address: flow?.address ?? null,
    flow_port: flow?.port ?? null,
    flow_connection: flow?.connection ?? null,
  }
}

export function bindingOf(row: BindingRow): StoredBinding {
  const { key, uri, parameters, q, cseq } = row
  return {
    key,
    uri,
    parameters,
    q,
    expiresAt: row.expires_at,
    callId: row.call_id,
    cseq,
    path: row.path === '' ? [] : row.path.split('\n'),
    flow: flowOf(row),
  }
}

function flowOf({ flow_transport: transport, flow_address: address, flow_port: port, ...row }: BindingRow): SipSource | null {
  if (transport === null || address === null || port === null) return null
  const flow = { transport, address, port }
  return row.flow_connection === null ? flow : { ...flow, connection: row.flow_connection }
}
