export default {
  'inbox.none': 'No messages yet',
  'inbox.none_text': 'Suited jobs, money that arrives, words of an employer: you will find them here.',
  'inbox.find_work': 'See jobs near me',
  'inbox.new': 'New',
  'inbox.more': 'Show older ones',
} as const
