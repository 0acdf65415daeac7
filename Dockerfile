# One-shot image: initialises and migrates, then ends.
FROM node:20-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc tsconfig.json tsconfig.build.json ./
COPY scripts ./scripts
COPY src ./src
RUN npm ci --ignore-scripts --omit=optional && npx --no-install node scripts/build.mjs && npm prune --omit=dev --omit=optional --ignore-scripts

FROM node:20-slim
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY sql ./sql
COPY migrations ./migrations
USER 1000:1000
ENV NODE_ENV=production
ENTRYPOINT ["node", "/app/dist/cli/main.js"]
CMD ["init", "--wait=60s"]
