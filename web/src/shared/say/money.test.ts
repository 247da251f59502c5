import { afterEach, describe, expect, it } from 'vitest'
import { speakIn } from '../text/t'
import { aloud, cny, digits, parseYuan, perUnit, yuan } from './money'

afterEach(() => speakIn('zh'))

describe('an amount', () => {
  it.each([
    [30000, '300.00'],
    [5, '0.05'],
    [50, '0.50'],
    [0, '0.00'],
    [-8000, '−80.00'],
    [999999, '9999.99'],
    [1234500, '12,345.00'],
    [Number.MAX_SAFE_INTEGER, '90,071,992,547,409.91'],
  ])('of %d fen reads %s', (minor, text) => expect(digits(cny(minor))).toBe(text))

  it('has its unit', async () => {
    expect(yuan(cny(30000))).toBe('300.00\u00a0元')
    expect(perUnit('day')).toBe('元 / 天')
    expect(aloud(cny(30000), 'day')).toBe('300元一天')
    expect(aloud(cny(1234550))).toBe('12345.50元')
    await speakIn('en')
    expect(yuan(cny(30000))).toBe('¥300.00')
  })
})

describe('what a person types', () => {
  it.each([
    ['300', 30000],
    ['300.5', 30050],
    ['300.50', 30050],
    ['300.500', 30050],
    ['0.07', 7],
    ['.5', 50],
    ['300.', 30000],
    ['３００．５０', 30050],
    ['1,200', 120000],
    ['1，200 元', 120000],
    ['¥ 88', 8800],
    ['300。5', 30050],
    ['90071992547409.91', Number.MAX_SAFE_INTEGER],
  ])('%s is %d fen', (text, minor) => expect(parseYuan(text)).toEqual({ minor }))

  it.each([
    ['', 'empty'],
    ['  元', 'empty'],
    ['三百', 'number'],
    ['-5', 'number'],
    ['1.2.3', 'number'],
    ['.', 'number'],
    ['1e9', 'number'],
    ['300.505', 'decimals'],
    ['90071992547409.92', 'large'],
    ['999999999999999999999', 'large'],
  ])('%s is none: %s', (text, no) => expect(parseYuan(text)).toEqual({ no }))

  it('comes back from its own spelling, for every fen', () => {
    for (let minor = 0; minor < 20_000; minor += 7) expect(parseYuan(digits(cny(minor)))).toEqual({ minor })
    for (let i = 0; i < 2000; i++) {
      const minor = Math.floor(Math.random() * Number.MAX_SAFE_INTEGER)
      expect(parseYuan(digits(cny(minor)))).toEqual({ minor })
    }
  })
})
