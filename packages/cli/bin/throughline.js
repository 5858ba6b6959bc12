#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// The compiled code is kept beside the other temporary files, so that the next call starts sooner.
enableCompileCache();
await import('../dist/main.js');
