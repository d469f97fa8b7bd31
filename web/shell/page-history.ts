import { effect, type Signal } from '@preact/signals'
import { printRoute, type Route, readRoute } from './route.ts'

/** Keeps what the page shows and what the browser's address says the same: each change is a step that Back goes back. */
export function followHistory(route: Signal<Route>, page: Window, base: string): void {
  const { location, history } = page
  route.value = readRoute(location.pathname, base)
  page.addEventListener('popstate', () => {
    route.value = readRoute(location.pathname, base)
  })
  effect(() => {
    const path = printRoute(route.value, base)
    if (path !== printRoute(readRoute(location.pathname, base), base)) history.pushState(null, '', path)
  })
}
