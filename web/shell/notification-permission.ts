import type { Preferences } from './preferences.ts'

/** How the browser stands to notifications; `none`: it has no such thing. */
export type NotificationPermissionState = NotificationPermission | 'none'

export const notificationPermission = (): NotificationPermissionState =>
  typeof Notification === 'undefined' ? 'none' : Notification.permission

/** Switches notifications on, once the browser's user has agreed, or off; resolves with how the browser stands to them. Only after a click may it be asked. */
export async function setNotifying(preferences: Preferences, on: boolean): Promise<NotificationPermissionState> {
  if (!on) {
    preferences.choose('notifying', 'off')
    return notificationPermission()
  }
  const permission = notificationPermission() === 'default' ? await Notification.requestPermission() : notificationPermission()
  preferences.choose('notifying', permission === 'granted' ? 'on' : 'off')
  return permission
}
