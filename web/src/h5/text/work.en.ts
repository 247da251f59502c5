export default {
  'work.title': 'Find work',
} as const
