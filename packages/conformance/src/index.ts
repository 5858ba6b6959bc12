/** The adapter grid as runnable cases, for us and for third parties. */
export { gridCases, type GridCase, type Mode, type ScaffoldOf } from './grid.ts';
