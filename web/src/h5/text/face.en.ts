export default {
  'tab.work': 'Work',
  'tab.me': 'Me',
} as const
