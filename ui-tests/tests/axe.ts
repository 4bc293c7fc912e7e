import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** What WCAG asks for at level AA, and what goes by common sense. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];

/** Everything that a part of the page does wrong, a line each. */
export async function faults(page: Page, part: string): Promise<string[]> {
  // JupyterLab's body has no height of its own: all within would count as hidden.
  await page.addStyleTag({ content: 'body { height: 100vh; }' });
  const { violations } = await new AxeBuilder({ page })
    .include(part)
    // What the scheduler draws is not ours.
    .exclude('iframe')
    .withTags(RULES)
    .analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, any }) => `${id}: ${html} ${any[0]?.message ?? ''}`)
  );
}
