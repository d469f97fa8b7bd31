/** The namespace of AG Projects' CPIM headers (msrp-conference §6.1). */
export const AGP_NAMESPACE = 'urn:ag-projects:xml:ns:cpim'

/** In that namespace: `status` where the room itself speaks. */
export const MESSAGE_TYPE = 'Message-Type'
