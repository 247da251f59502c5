import { describe, expect, it } from 'vitest'
import { cny } from '@/shared/say/money'
import { dueFor, stepped } from './quantity'

describe('what a quantity comes to', () => {
  it.each([
    ['hour', 2000, 510, 17000],
    ['hour', 1999, 30, 1000], // 999.5 fen go up
    ['day', 21000, 150, 31500],
    ['day', 1, 50, 1],
    ['piece', 70, 3, 210],
    ['job', 5900, 90, 5310],
    ['job', 5900, 0, 0],
  ] as const)('%s at %d fen, %d steps: %d fen', (unit, pay, n, due) => {
    expect(dueFor(cny(pay), unit, n)).toEqual(cny(due))
  })
})

describe('one tap at plus or minus', () => {
  it.each([
    [480, 1, 30, 0, 540, 510],
    [480, -1, 30, 0, 540, 450],
    [500, 1, 30, 0, 540, 510], // onto whole steps first
    [500, -1, 30, 0, 540, 480],
    [530, 1, 30, 0, 535, 535], // never beyond the plan
    [10, -1, 30, 0, 540, 0],
    [0, -1, 30, 0, 540, 0],
  ] as const)('from %d by %d×%d within %d–%d: %d', (n, way, step, min, max, to) => {
    expect(stepped(n, way, step, min, max)).toBe(to)
  })
})
