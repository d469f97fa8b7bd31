import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'

/** True when PATH, or a folder of root's programs, has this one. */
export function isInstalled(program: string): boolean {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin']
  return folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
