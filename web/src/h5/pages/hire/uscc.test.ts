import { describe, expect, it } from 'vitest'
import { kindOf, tidy, wrongCode } from './uscc'

describe('a unified social credit code', () => {
  it.each(['91110000600037341L', '91330100799655058B', '91440300708461136T', ' 9111 0000 6000 3734 1l ', '９１１１００００６０００３７３４１Ｌ'])('%s is right', (code) =>
    expect(wrongCode(code)).toBeUndefined(),
  )

  it.each([
    ['91110000600037341', 'length'],
    ['91110000600037341O', 'letters'],
    ['91A10000600037341L', 'letters'],
    ['91110000600037341M', 'check'],
    ['91110000600037314L', 'check'],
  ])('%s is wrong: %s', (code, why) => expect(wrongCode(code)).toBe(why))

  it('tells its kind by its beginning', () => {
    expect(kindOf('91110000600037341L')).toBe('enterprise')
    expect(kindOf('92')).toBe('individual_business')
    expect(kindOf('n1')).toBe('village_collective')
    expect(kindOf('13')).toBeUndefined() // 群团 may be either
    expect(tidy('９２ x-y')).toBe('92XY')
  })
})
