/** What may follow an address in a URI: a port, parameters, headers; and the dot of a name that is complete. */
const AFTER_HOST = /(?:[;?>].*|:\d*|\.)$/s

/**
 * The form in which addresses `user@host` are compared: the host in lower case and without what may follow it in a URI, the user as it is with its
 * `%XX` decoded (RFC 3261 §19.1.4). What has no `@` is a host.
 */
export function addressKey(address: string): string {
  const at = address.lastIndexOf('@')
  const host = hostOf(address)
  return at < 0 ? host : `${decoded(address.slice(0, at))}@${host}`
}

/** The host of an address, in the form in which hosts are compared. */
export function hostOf(address: string): string {
  let host = address.slice(address.lastIndexOf('@') + 1).toLowerCase()
  for (let shorter = bare(host); shorter !== host; shorter = bare(host)) host = shorter
  return host
}

function bare(host: string): string {
  return host.replace(AFTER_HOST, '')
}

function decoded(user: string): string {
  try {
    return decodeURIComponent(user)
  } catch {
    // Not the UTF-8 of anything: such a user is only itself.
    return user
  }
}
