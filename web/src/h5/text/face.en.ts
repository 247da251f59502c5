export default {
  'tab.work': 'Work',
  'tab.review': 'Reviews',
  'tab.me': 'Me',
  'face.expired': 'Your log-in has run out. Please log in again when you need it.',
} as const
