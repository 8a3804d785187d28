__version__ = "0.1.0"

from .front import __dir__, __getattr__ # `import tinyemo as te`: names load when they are first used, see nbs/05_front.ipynb
