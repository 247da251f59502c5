// The API's types, read off its OpenAPI document.
import type { components, paths } from './schema'

export type Schemas = components['schemas']
export type Write = 'post' | 'put' | 'patch' | 'delete'

type Op<P extends keyof paths, M extends string> = paths[P] extends Record<M, infer O> ? O : never
type Json<T> = T extends { content: { 'application/json': infer B } } ? B : undefined
type Param<O, K extends string> = O extends { parameters: infer A } ? (A extends Partial<Record<K, infer V>> ? V : never) : never

/** The addresses that know a method. */
export type PathOf<M extends string> = {
  [P in keyof paths]: paths[P] extends Record<M, { responses: unknown }> ? P : never
}[keyof paths] &
  string

/** What a good answer holds; undefined for one without a body. */
export type Answer<P extends PathOf<M>, M extends string> =
  Op<P, M> extends { responses: infer R } ? Json<R[keyof R & (200 | 201 | 202 | 204)]> : never

/** What a request's body holds. */
export type Body<P extends PathOf<M>, M extends string> =
  Op<P, M> extends { requestBody?: infer B } ? Json<NonNullable<B>> : undefined

/** The values for {places} in the address, and after the question mark. */
export interface Where<P extends PathOf<M>, M extends string> {
  path?: Param<Op<P, M>, 'path'>
  query?: Param<Op<P, M>, 'query'>
}
