// Writes the types of the API, from the document that the server generates.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import openapiTS, { astToString } from 'openapi-typescript'

const doc = new URL('../../docs/openapi.json', import.meta.url)
const out = new URL('../src/shared/api/schema.d.ts', import.meta.url)

const text = existsSync(doc)
  ? astToString(await openapiTS(doc))
  : 'export type paths = Record<string, any>\nexport type components = { schemas: Record<string, any> }\n'

if (!existsSync(out) || readFileSync(out, 'utf8') !== text) writeFileSync(out, text)
