import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readIsoTime } from '../src/iso-time.ts'

test('a time is read as ISO 8601 has it, in UTC wherever the machine is; what is no time is none', (t) => {
  const zone = process.env.TZ
  process.env.TZ = 'Asia/Tokyo'
  t.after(() => {
    if (zone === undefined) delete process.env.TZ
    else process.env.TZ = zone
  })
  const noon = Date.UTC(2030, 0, 31, 12)
  for (const text of [
    ...[
      '2030-01-31T12:00:00.000Z',
      '2030-01-31t12:00:00z',
      '2030-01-31T12:00Z',
      '2030-01-31T12:00',
      '2030-01-31 12:00',
    ],
    ...['2030-01-31 12:00:00 UTC', '2030-01-31T14:00+02:00', '2030-01-31T14:00+0200', '2030-01-31T14:00:00.0000000+02'],
  ])
    assert.equal(readIsoTime(text), noon, text)
  assert.equal(readIsoTime('2030-01-31'), Date.UTC(2030, 0, 31))
  assert.equal(readIsoTime('2028-02-29'), Date.UTC(2028, 1, 29))
  for (const text of [
    ...[
      '',
      '5',
      '2030',
      '2030-01',
      '31.1.2030',
      'Jan 31, 2030',
      'yesterday',
      '2030-1-31',
      '2030-01-31T',
      ' 2030-01-31',
    ],
    ...['2030-02-30', '2029-02-29T12:00Z', '2030-13-01', '2030-01-31T25:00Z', '2030-01-31T12:60Z', '2030-01-31T12Z'],
    ...['2016-12-31T23:59:60Z', '2030-01-31T12:00 02:00', '2030-01-31T12:00+99:00', '2030-01-31T12:00 CET', '1e3'],
  ])
    assert.equal(readIsoTime(text), undefined, text)
})
