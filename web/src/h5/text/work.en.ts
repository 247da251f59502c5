export default {
  'work.title': 'Work',
  'work.parts': 'Find work, my work, find people',
  'work.find': 'Find work',
  'work.mine': 'My work',
  'work.hire': 'Find people',
} as const
