export default {
  'list.all': 'All',
  'list.find': 'Find',
  'list.clear': 'Clear filters',
  'list.columns': 'Columns',
  'list.sheet': 'Export',
  'list.saved': 'The spreadsheet is saved; the audit has recorded it.',
  'list.none_found': 'Try other filters, or clear them to see everything.',
  'list.count': '{n} on this page',
  'list.back': 'Back',
  'list.first': 'To the first page',
  'list.next': 'Next',
}
