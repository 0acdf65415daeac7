import type { ModelSetting } from '../config/model-setting.ts'
import { PlinthError } from '../errors.ts'
import { commandModel } from './command.ts'
import { fileModel } from './files.ts'
import type { Model, ModelSurroundings } from './model.ts'
import { commandOf } from './presets.ts'

/**
 * Opens a model; a command that prints one is run to its end. Throws E_CONFIG where there is none or its files are missing, E_MODEL where a command fails, runs too
 * long or prints no SQL, E_SCRIPT where that cannot be read, E_INTERRUPTED.
 */
export async function openModel(
  setting: ModelSetting | undefined,
  surroundings: ModelSurroundings,
): Promise<Model> {
  switch (setting?.kind) {
    case undefined:
      throw new PlinthError('E_CONFIG', 'no model is configured, and there is no sql/schema.sql', {
        hint: "Say where the wanted schema comes from: --model sql/schema.sql, or model: { preset: 'drizzle' } in plinth.config.ts",
      })
    case 'files':
      return fileModel(setting.paths, surroundings)
    case 'command':
      return commandModel(setting, surroundings)
    case 'preset': {
      const { timeoutMs } = setting
      return commandModel({ ...(await commandOf(setting, surroundings.root)), timeoutMs }, surroundings)
    }
  }
}
