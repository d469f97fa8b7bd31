// Who is writing just now (XEP-0085).
import { NS } from './namespaces.ts'
import { elementsOf, type XmlElement, xml } from './xml.ts'

export type ChatState = 'active' | 'composing' | 'paused' | 'inactive' | 'gone'

const STATES: readonly string[] = ['active', 'composing', 'paused', 'inactive', 'gone'] satisfies ChatState[]

/** The state that a message tells; null where it tells none. */
export function chatStateOf(message: XmlElement): ChatState | null {
  const told = elementsOf(message).find(({ namespace }) => namespace === NS.chatStates)
  return told && isState(told.name) ? told.name : null
}

export function chatStateElement(state: ChatState): XmlElement {
  return xml(state, NS.chatStates)
}

function isState(name: string): name is ChatState {
  return STATES.includes(name)
}
