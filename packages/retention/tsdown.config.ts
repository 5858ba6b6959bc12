export { default } from '@throughline/tooling/tsdown';
