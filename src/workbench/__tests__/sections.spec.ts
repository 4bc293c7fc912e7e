import { shareOfDashboards } from '../sections';

describe('the divider between dashboards and clusters', () => {
  it.each([
    ['a line of text takes a line', 700, 60, 300, 60],
    ['plots take what few clusters leave', 700, 620, 240, 460],
    ['few plots take no more than they need', 700, 320, 240, 320],
    ['many clusters leave the favorites', 700, 620, 900, 190],
    ['many clusters leave a line of text as it is', 700, 60, 900, 60],
    ['many plots leave no less than a card', 500, 620, 100, 260],
    ['a low panel is divided in two', 200, 620, 900, 100]
  ])('%s', (_, height, dashboards, clusters, share) => {
    expect(shareOfDashboards(height, dashboards, clusters)).toBe(share);
  });
});
