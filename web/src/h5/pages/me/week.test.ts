import { describe, expect, it } from 'vitest'
import { cell, cellsOf, everyCell, hoursOf } from './week'

describe('the week', () => {
  it('makes one stretch of neighbours, and two where there is a gap', () => {
    expect(hoursOf(new Set([cell(1, 'afternoon'), cell(1, 'morning'), cell(2, 'morning'), cell(2, 'evening')]))).toEqual([
      { weekday: 1, from: 300, to: 1080 },
      { weekday: 2, from: 300, to: 720 },
      { weekday: 2, from: 1080, to: 1440 },
    ])
  })
  it.each(everyCell.map((one) => [one]))('reads %s back as it was', (one) => expect([...cellsOf(hoursOf(new Set([one])))]).toEqual([one]))
  it('reads a whole week back as it was', () => expect([...cellsOf(hoursOf(new Set(everyCell)))]).toEqual(everyCell))
  it('takes a field for free when half of it is', () => {
    expect([...cellsOf([{ weekday: 3, from: 480, to: 1080 }])]).toEqual(['3 morning', '3 afternoon'])
    expect([...cellsOf([{ weekday: 3, from: 660, to: 720 }])]).toEqual([])
  })
  it('is empty for no hours', () => expect(hoursOf(cellsOf([]))).toEqual([]))
})
