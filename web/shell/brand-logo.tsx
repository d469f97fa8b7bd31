import type { Session } from './session.ts'

interface BrandLogoProps {
  readonly session: Session
  readonly className: string
  /** Whether it stands alone, so that it must say what it is. */
  readonly alone?: boolean
}

/** The operator's picture, or the page's own. */
export function BrandLogo({ session, className, alone = false }: BrandLogoProps) {
  const { logo, name } = session.config.value
  // The operator's is beside the page, under whatever name it was opened.
  const source = `${import.meta.env.BASE_URL}${logo === null ? 'weft.svg' : 'logo'}`
  return <img src={source} alt={alone ? name : ''} class={`${className} shrink-0 object-contain`} />
}
