/**
 * A date of birth as people write it: 19790615, 1979.6.15, 1979年6月15日. What is
 * none is given back as it stands, so that the server says what is wrong.
 */
export function readBirth(text: string): string {
  const plain = text.replace(/[０-９]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).trim()
  const parts = /^(\d{4})(\d{2})(\d{2})$/.exec(plain) ?? /^(\d{4})\D+(\d{1,2})\D+(\d{1,2})\D*$/.exec(plain)
  if (!parts) return plain.slice(0, 10)
  const [, year, month, day] = parts
  return `${year}-${month!.length < 2 ? '0' + month : month}-${day!.length < 2 ? '0' + day : day}`
}
