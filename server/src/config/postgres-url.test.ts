import { expect, test } from 'vitest'
import { postgresUrl } from './postgres-url.ts'

test.each([
  'postgresql://weft:secret@db.example.com:5433/weft?sslmode=verify-full',
  'postgres://localhost/weft',
  'postgresql:///weft?host=/var/run/postgresql',
  'postgresql://',
])('%s is taken as it is', (given) => {
  expect(postgresUrl.parse(given, '/')).toEqual({ value: given })
})

test.each(['weft.db', 'mysql://localhost/weft', 'postgresql:weft', 'postgresql://[/weft', 'postgresql://a\nb'])(
  '%j is none',
  (given) => {
    expect(postgresUrl.parse(given, '/')).toHaveProperty('problem')
  },
)
