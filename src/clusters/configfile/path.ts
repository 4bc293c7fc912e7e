import { CONFIG_DRIVE } from '../../tokens';

/**
 * The name of the user's configuration file.
 */
export const CONFIG_FILE = 'labextension.yaml';

/**
 * The path by which JupyterLab's editors know the user's configuration file.
 */
export const CONFIG_FILE_PATH = `${CONFIG_DRIVE}:${CONFIG_FILE}`;
