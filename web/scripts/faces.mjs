// The faces that are built, each from src/<name> to dist/<name>.
export const faces = ['h5', 'console', 'hall', 'kiosk', 'agent']

/**
 * What is fetched by route before the first screen stands, by its name in the
 * build's manifest. The budget test counts it in.
 */
export const firstPages = {
  agent: ['pages/HomePage.vue', 'text/agent.zh.ts'],
  hall: [],
  kiosk: [],
  console: ['pages/LoginPage.vue', 'text/enter.zh.ts'],
  h5: ['pages/work/JobsPage.vue', 'text/work.zh.ts'],
}
