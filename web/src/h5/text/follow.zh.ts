const zh = {} as const
export default zh

declare module '@/shared/text/t' {
  interface Texts extends Record<keyof typeof zh, string> {}
}
