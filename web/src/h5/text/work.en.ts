export default {
  'work.title': 'Find work',
  'work.view': 'View',
  'work.list': 'List',
  'work.map': 'Map',
} as const
