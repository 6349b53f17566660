/** Serves the application. The environment variable `JWT_PRIVATE_KEY` has its secret. */
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.ts';

const app = await NestFactory.create(AppModule);
await app.listen(3000, '127.0.0.1');
console.log('http://127.0.0.1:3000/');
