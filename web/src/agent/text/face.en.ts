export default {
  'agent.title': 'Agent',
  'agent.tab.home': 'Register',
  'agent.tab.people': 'People',
  'agent.tab.imports': 'Tables',
  'agent.tab.mine': 'Mine',
} as const
